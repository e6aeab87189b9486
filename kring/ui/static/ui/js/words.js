// How networks count, and where words wait when the phone dies. The server counts again and decides.
const segments = globalThis.Intl?.Segmenter ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

export function count(text, counter) {
  const plain = text.replace(/\r\n?/g, "\n").trim();
  if (counter === "utf16") return plain.length;
  if (counter === "graphemes" && segments) return [...segments.segment(plain)].length;
  return [...plain].length;
}

// What is kept on this device: {words, sent}. `sent` says that the server has these words too.
export const kept = {
  read(name) {
    try { return JSON.parse(localStorage.getItem(`kring-words-${name}`)); } catch { return null; }
  },
  write(name, words, sent) {
    try {
      if (words.trim()) localStorage.setItem(`kring-words-${name}`, JSON.stringify({ words, sent }));
      else localStorage.removeItem(`kring-words-${name}`);
    } catch { /* a private window without storage: the server keeps them */ }
  },
  forget(name) {
    try { localStorage.removeItem(`kring-words-${name}`); } catch { /* nothing was kept */ }
  },
};
