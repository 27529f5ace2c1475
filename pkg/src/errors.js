/**
 * The one error type of the package, and the one place where failures of the engine become it.
 * @module
 */

/**
 * What the engine says about a failure.
 * @typedef {object} Failure
 * @property {string} code
 * @property {string} message
 * @property {string} [path]
 * @property {string | undefined} [help]
 * @property {string | undefined} [errcode]
 * @property {number | undefined} [status]
 */

export class PushRulesError extends Error {
  /**
   * @param {Failure} failure
   * @param {ErrorOptions} [options]
   */
  constructor({ code, message, path, help, errcode, status }, options) {
    super(message, options);
    this.code = code;
    this.path = path ?? "";
    this.help = help;
    this.errcode = errcode;
    this.status = status;
  }

  /**
   * On the class instead of on each instance: logs show it, and minifiers may rename the class.
   * @override
   * @returns {"PushRulesError"}
   */
  get name() {
    return "PushRulesError";
  }
}

/**
 * The error for a call that failed inside the engine.
 *
 * The engine throws the JSON text of a {@link Failure}. Anything else is a defect of this package: a WebAssembly trap,
 * or the stack running out.
 * @param {unknown} thrown
 * @returns {PushRulesError}
 */
export function fromEngine(thrown) {
  if (thrown instanceof PushRulesError) return thrown;
  if (typeof thrown === "string") return new PushRulesError(JSON.parse(thrown));
  return new PushRulesError(
    {
      code: "internal",
      message: `the engine failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      help: "this is a defect of matrix-push-rules; please report it with the input that caused it",
    },
    { cause: thrown },
  );
}

/**
 * The same error, for an argument that is really somewhere else: one of many.
 * @param {unknown} error
 * @param {string} from the argument's name in the error's path
 * @param {string} to
 */
export function relocated(error, from, to) {
  if (!(error instanceof PushRulesError) || !`${error.path}.`.startsWith(`${from}.`)) return error;
  const { code, path, help, errcode, status, cause } = error;
  const message = error.message.replace(`\`${path}\``, `\`${to}\``);
  return new PushRulesError({ code, message, path: to + path.slice(from.length), help, errcode, status }, { cause });
}
