/// The only stylesheet. Colors follow the user's light or dark setting.
enum Stylesheet {
    static let css: HTML = """

        :root {
          --ground: #f6f7f9; --card: #ffffff; --ink: #1b2430; --muted: #5c6875; --line: #dfe4ea;
          --up: #12764a; --part: #8a5a00; --down: #b3261e; --link: #0b57a4;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #12161c; --card: #1b2129; --ink: #e8ecf1; --muted: #9aa6b4; --line: #2d3641;
            --up: #54d69a; --part: #f0b849; --down: #ff8a80; --link: #8ab8ff;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
        }
        main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.25rem; }
        header { display: flex; justify-content: space-between; align-items: center; flex-wrap: wrap; gap: 1rem; }
        a { color: var(--link); }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { left: 1rem; top: 0.5rem; }
        h1 { margin: 0; font-size: 1.6rem; letter-spacing: -0.01em; }
        h2 { margin: 2.25rem 0 0.75rem; font-size: 1.05rem; }
        h3, h4 { margin: 0; font-size: 1rem; }
        h3.group { margin: 1.5rem 0 0.6rem; text-transform: capitalize; }
        h4 { overflow-wrap: anywhere; }
        p { margin: 0.2rem 0; overflow-wrap: anywhere; }
        .muted { color: var(--muted); font-size: 0.875rem; }
        .badge { padding: 0.35rem 0.9rem; border: 1px solid currentColor; border-radius: 999px; font-weight: 600; }
        .badge.small { padding: 0.1rem 0.55rem; font-size: 0.8rem; white-space: nowrap; }
        .trail { display: flex; gap: 0.5rem; margin: 0 0 0.75rem; padding: 0; list-style: none; font-size: 0.875rem; }
        .trail li + li::before { content: "/"; margin-right: 0.5rem; color: var(--muted); }
        .figures { display: flex; flex-wrap: wrap; gap: 0.5rem 1.75rem; margin: 0.9rem 0 0; }
        .figures dt { color: var(--muted); font-size: 0.8rem; }
        .figures dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
        .figures .muted { font-weight: 400; }
        .bad { color: var(--down); }
        form { margin: 1.5rem 0 0; }
        .filter { margin: 0 0 0.85rem; }
        label { display: block; margin-bottom: 0.3rem; font-size: 0.875rem; }
        form div { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; }
        input, button {
          font: inherit; color: inherit; background: var(--card); border: 1px solid var(--muted);
          border-radius: 0.5rem; padding: 0.4rem 0.75rem;
        }
        input { flex: 1 1 14rem; max-width: 30rem; }
        button { font-weight: 600; cursor: pointer; }
        .tabs {
          display: flex; gap: 0.4rem; margin: 1.75rem 0 0; padding: 0; list-style: none;
          border-bottom: 1px solid var(--line);
        }
        .tabs a { display: block; padding: 0.5rem 0.9rem; text-decoration: none; border-bottom: 3px solid transparent; }
        .tabs a[aria-current] { border-color: currentColor; font-weight: 600; }
        .pager { display: flex; justify-content: space-between; gap: 1rem; margin-top: 0.85rem; }
        .pager span { margin: 0 auto; }
        .cards {
          display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.85rem;
          margin: 0; padding: 0; list-style: none;
        }
        .card, .note, .scroll {
          background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; padding: 0.9rem 1.1rem;
        }
        .firms { grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); }
        .card.down, .note.down { border-color: var(--down); }
        .note.part { border-color: var(--part); margin: 0 0 1.25rem; }
        .up h3, .badge.up { color: var(--up); }
        .down h3, .badge.down, .note.down strong { color: var(--down); }
        .badge.part { color: var(--part); }
        .note.down span { display: block; }
        .scroll { padding: 0; overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: 0.6rem 0.9rem; text-align: left; border-top: 1px solid var(--line); }
        thead th { border-top: 0; color: var(--muted); font-size: 0.8rem; font-weight: 600; text-transform: capitalize; }
        tbody th { font-weight: 600; }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        .number, .short { white-space: nowrap; }
        footer { margin-top: 2.5rem; }

        """
}
