export function SimpleSettings() {
  return <p>Soon</p>;
}
