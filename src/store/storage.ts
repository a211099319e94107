import { invalidData } from "../errors.js";

/** How a file is put. */
export interface PutOptions {
  /**
   * Whether the bytes are on the disk before the call returns; true unless given. Chunks of a dataset
   * do without: a chunk that a power cut tore fails its checksum and is made again.
   */
  readonly durable?: boolean;
}

/**
 * Where artefacts lie: a flat map from keys such as `counts/c.0.0.0` to bytes. A reader sees a key's old
 * bytes or its new ones, never a part.
 */
export interface Storage {
  /** What to call this place in messages: a path, or a word. */
  readonly name: string;
  /** Bytes of `key`, undefined if there is none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Puts one key at once. */
  set(key: string, bytes: Uint8Array, options?: PutOptions): Promise<void>;
  /** Removes a key; no error if there is none. */
  delete(key: string): Promise<void>;
  /** All keys, sorted by code unit, without what unfinished writes left. */
  list(): Promise<string[]>;
  /** Whether nothing at all lies there. */
  isEmpty(): Promise<boolean>;
  /** Puts all files at once if the place is empty; false, and nothing changed, if it is not. */
  create(files: ReadonlyMap<string, Uint8Array>): Promise<boolean>;
  /** Puts all files at once in place of everything that is there. */
  replace(files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /**
   * Shows that all files can be put at once, and leaves nothing: what is asked before long work of which
   * the result is to lie here. @throws StorageFailure if they cannot
   */
  probe(): Promise<void>;
  /** Removes what killed writers left behind. Only for a time when no other writer is at work. */
  sweep(): Promise<void>;
}

const badSegment = /^\.{0,2}$|[\\:\0]/;

/**
 * Checks that a key stays inside its place: parts joined by "/", none empty, ".", "..", or with a
 * backslash, a colon or a zero byte.
 *
 * @throws InvalidData otherwise
 */
export function checkKey(key: string): void {
  if (key.split("/").some((segment) => badSegment.test(segment))) {
    throw invalidData(
      "name in a store",
      'parts joined by "/", none of them empty, ".", "..", or with a backslash, a colon or a zero byte',
      JSON.stringify(key),
    );
  }
}
