import type { Functions, Values } from "./values.js";

/** Constants of one update, for all parameters. */
export interface AdamUpdate {
  /** Of the gradient, for clipping. */
  readonly scale: number;
  readonly beta1: number;
  readonly beta2: number;
  /** 1 - beta1^t and 1 - beta2^t at update t. */
  readonly correction1: number;
  readonly correction2: number;
  readonly epsilon: number;
}

/** One update of the parameters p, whose gradient is g, and of its moments. */
export function adamUpdate(
  { call }: Functions,
  p: Values,
  g: Values,
  first: Values,
  second: Values,
  rate: number,
  update: AdamUpdate,
): void {
  const root = Math.sqrt(update.correction2);
  call.adam(
    p.pointer,
    g.pointer,
    first.pointer,
    second.pointer,
    p.length,
    update.scale,
    update.beta1,
    update.beta2,
    (rate * root) / update.correction1,
    update.epsilon * root,
  );
}
