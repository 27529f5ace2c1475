import { PushRulesError } from "matrix-push-rules";

globalThis.answer = PushRulesError.name;
