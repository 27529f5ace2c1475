/** Pasting and dropping, as a person does: through the clipboard's and the drag's own events. */

/** @param {import("playwright-core").Locator} field @param {string} text */
export function paste(field, text) {
  return field.evaluate((element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** @param {import("playwright-core").Locator} place @param {string} name @param {string} text */
export function dropFile(place, name, text) {
  return place.evaluate(
    (element, [name, text]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name, { type: "application/json" }));
      for (const type of ["dragenter", "dragover", "drop"]) {
        element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    [name, text],
  );
}
