/**
 * Puts a text on the clipboard, and says so.
 * @module
 */
import { toast } from "./Toast.tsx";

export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    toast("The browser does not let this page copy: select the text, and copy it yourself");
  }
}
