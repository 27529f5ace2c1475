/** A sentence of the engine's. What stands in backticks is somebody's data: set as code, and turning no text around it. */
export function Sentence({ text }: { text: string }) {
  return (
    <>
      {text.split("`").map((part, index) =>
        index % 2 === 1 ? (
          <code key={index} dir="auto">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </>
  );
}
