/// The page's only stylesheet; colours follow the reader's light or dark setting.
enum Stylesheet {
    static let css: HTML = """

        :root {
          --ground: #f6f7f9; --card: #ffffff; --ink: #1b2430; --muted: #5c6875; --line: #dfe4ea;
          --up: #12764a; --part: #8a5a00; --down: #b3261e;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #12161c; --card: #1b2129; --ink: #e8ecf1; --muted: #9aa6b4; --line: #2d3641;
            --up: #54d69a; --part: #f0b849; --down: #ff8a80;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
        }
        main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem; }
        header { display: flex; justify-content: space-between; align-items: center; flex-wrap: wrap; gap: 1rem; }
        h1 { margin: 0; font-size: 1.6rem; letter-spacing: -0.01em; }
        h2 { margin: 2.25rem 0 0.75rem; font-size: 1.05rem; }
        h3 { margin: 0; font-size: 1rem; }
        p { margin: 0.2rem 0; overflow-wrap: anywhere; }
        .muted { color: var(--muted); font-size: 0.875rem; }
        .badge { padding: 0.35rem 0.9rem; border: 1px solid currentColor; border-radius: 999px; font-weight: 600; }
        .cards {
          display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.85rem;
          margin: 0; padding: 0; list-style: none;
        }
        .card, .note, .scroll {
          background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; padding: 0.9rem 1.1rem;
        }
        .card.down, .note.down { border-color: var(--down); }
        .up h3, .badge.up { color: var(--up); }
        .down h3, .badge.down, .note.down strong { color: var(--down); }
        .badge.part { color: var(--part); }
        .note.down span { display: block; }
        .scroll { padding: 0; overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: 0.7rem 1.1rem; text-align: left; border-top: 1px solid var(--line); }
        thead th { border-top: 0; color: var(--muted); font-size: 0.8rem; font-weight: 600; text-transform: capitalize; }
        tbody th { font-weight: 600; }
        .slug { display: block; font-weight: 400; }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        footer { margin-top: 2.5rem; }

        """
}
