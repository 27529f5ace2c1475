/** The engine's sentences: what stands in backticks is code. It may hold anybody's words, in any script. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {text.split("`").map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <code key={index}>
            <bdi>{part}</bdi>
          </code>
        ),
      )}
    </>
  );
}
