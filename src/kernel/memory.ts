/**
 * Linear memory as a stack of typed regions.
 *
 * The kernels hold no objects: they take addresses. Everything above `heapBase` belongs to this arena.
 *
 *     0            heapBase        top
 *     | statics     | regions ...  | free ...
 *
 * A region is reserved by {@link Arena.f64} and friends and given back, last first, by
 * {@link Arena.release}. Growing the memory detaches every JavaScript view of it, so a region makes its
 * view anew whenever the memory has moved: take `region.view` after the last reservation, not before.
 */

const pageBytes = 65536;
const alignment = 16;

type ViewConstructor<V> = new (buffer: ArrayBuffer, offset: number, length: number) => V;

/** `length` elements at address `pointer`. */
export interface Region<V> {
  readonly pointer: number;
  readonly length: number;
  readonly view: V;
}

class TypedRegion<V extends ArrayBufferView> implements Region<V> {
  readonly pointer: number;
  readonly length: number;
  readonly #memory: WebAssembly.Memory;
  readonly #make: ViewConstructor<V>;
  #view: V;

  constructor(
    memory: WebAssembly.Memory,
    make: ViewConstructor<V>,
    pointer: number,
    length: number,
  ) {
    this.pointer = pointer;
    this.length = length;
    this.#memory = memory;
    this.#make = make;
    this.#view = new make(memory.buffer, pointer, length);
  }

  get view(): V {
    if (this.#view.buffer !== this.#memory.buffer) {
      this.#view = new this.#make(this.#memory.buffer, this.pointer, this.length);
    }
    return this.#view;
  }
}

/** Stack allocator over one instance's memory. */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  #top: number;

  constructor(memory: WebAssembly.Memory, heapBase: number) {
    this.#memory = memory;
    this.#top = Math.ceil(heapBase / alignment) * alignment;
  }

  #reserve<V extends ArrayBufferView>(
    make: ViewConstructor<V>,
    length: number,
    bytesPerElement: number,
  ): Region<V> {
    const pointer = this.#top;
    const end = pointer + Math.ceil((length * bytesPerElement) / alignment) * alignment;
    const held = this.#memory.buffer.byteLength;
    if (end > held) this.#memory.grow(Math.ceil((end - held) / pageBytes));
    this.#top = end;
    return new TypedRegion(this.#memory, make, pointer, length);
  }

  f64(length: number): Region<Float64Array> {
    return this.#reserve(Float64Array, length, 8);
  }

  f32(length: number): Region<Float32Array> {
    return this.#reserve(Float32Array, length, 4);
  }

  i32(length: number): Region<Int32Array> {
    return this.#reserve(Int32Array, length, 4);
  }

  u32(length: number): Region<Uint32Array> {
    return this.#reserve(Uint32Array, length, 4);
  }

  u8(length: number): Region<Uint8Array> {
    return this.#reserve(Uint8Array, length, 1);
  }

  /** A copy of `values` in linear memory. */
  copyF64(values: ArrayLike<number>): Region<Float64Array> {
    const region = this.f64(values.length);
    region.view.set(values);
    return region;
  }

  /** The present top of the stack, to {@link release} to. */
  mark(): number {
    return this.#top;
  }

  /** Gives back every region reserved since `mark`. */
  release(mark: number): void {
    this.#top = mark;
  }
}
