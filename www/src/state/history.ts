/**
 * Undo and redo over immutable values.
 * @module
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";

interface Step<T> {
  /** What was done, as a menu would say it. */
  readonly label: string;
  readonly value: T;
  readonly coalesce: string | undefined;
  readonly at: number;
}

/** Changes of the same thing that follow each other this closely, in milliseconds, are one step: typing, mostly. */
const TOGETHER = 1500;
const LIMIT = 200;

export class History<T> {
  readonly #past = signal<readonly Step<T>[]>([]);
  readonly #future = signal<readonly Step<T>[]>([]);
  readonly #present;
  readonly #clock: () => number;

  readonly present: ReadonlySignal<T>;
  /** The label of the step that {@link undo} takes back; `null` if there is none. */
  readonly undoable: ReadonlySignal<string | null>;
  readonly redoable: ReadonlySignal<string | null>;

  constructor(value: T, clock: () => number = () => performance.now()) {
    this.#present = signal<Step<T>>({ label: "", value, coalesce: undefined, at: Number.NEGATIVE_INFINITY });
    this.#clock = clock;
    this.present = computed(() => this.#present.value.value);
    this.undoable = computed(() => (this.#past.value.length > 0 ? this.#present.value.label : null));
    this.redoable = computed(() => this.#future.value.at(-1)?.label ?? null);
  }

  push(label: string, value: T, coalesce?: string): void {
    const last = this.#present.peek();
    const step = { label, value, coalesce, at: this.#clock() };
    batch(() => {
      if (coalesce === undefined || last.coalesce !== coalesce || step.at - last.at > TOGETHER) {
        this.#past.value = [...this.#past.peek(), last].slice(-LIMIT);
      }
      this.#present.value = step;
      this.#future.value = [];
    });
  }

  undo(): void {
    this.#move(this.#past, this.#future);
  }

  redo(): void {
    this.#move(this.#future, this.#past);
  }

  /** Begins anew: nothing to undo. */
  reset(value: T): void {
    batch(() => {
      this.#past.value = [];
      this.#future.value = [];
      this.#present.value = { label: "", value, coalesce: undefined, at: Number.NEGATIVE_INFINITY };
    });
  }

  #move(from: Signal<readonly Step<T>[]>, to: Signal<readonly Step<T>[]>): void {
    const step = from.peek().at(-1);
    if (step === undefined) return;
    batch(() => {
      // What is typed next is a step of its own.
      to.value = [...to.peek(), { ...this.#present.peek(), coalesce: undefined }];
      from.value = from.peek().slice(0, -1);
      this.#present.value = { ...step, coalesce: undefined };
    });
  }
}
