import CNcurses
import Glibc
import TerminalUI

/// The terminal and curses on top of it. Confined to one thread: curses keeps the screen in global variables, so two
/// threads must not call it at a time, nor may another caller's cursor movement interleave.
struct CursesTerminal {
    /// The terminal's file descriptor, for reading and writing.
    let descriptor: Int32
    private let output: UnsafeMutablePointer<FILE>
    private let input: UnsafeMutablePointer<FILE>
    private let screen: OpaquePointer
    private let modes: TerminalModes
    /// The number of unanswered queries.
    private var unanswered = 0
    /// Whether the terminal supports synchronized output.
    private var isSynchronized = false
    private let originalModes: termios
    private var pairs: PairTable
    private var shown: Frame?

    /// Takes over the terminal of the process.
    init(_ options: CursesScreen.Options) throws(ScreenError) {
        setlocale(LC_CTYPE, TerminalLocale.current.name)
        let description: TerminalDescription
        if let chosen = options.terminal { description = chosen } else { description = try .ofProcess() }
        descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw ScreenError(.noTerminal, "this process has no terminal") }
        var modes = termios()
        guard tcgetattr(descriptor, &modes) == 0, let output = fdopen(descriptor, "r+"),
            let input = fdopen(dup(descriptor), "r")
        else {
            Glibc.close(descriptor)
            throw ScreenError(.system, "the terminal cannot be used: \(String(cString: strerror(errno)))")
        }
        originalModes = modes
        self.output = output
        self.input = input
        guard let screen = newterm(description.name, output, input) else {
            fclose(input)
            fclose(output)
            throw ScreenError(.unknownTerminal, "curses cannot use the terminfo entry '\(description.name)'")
        }
        self.screen = screen
        // Keys are decoded from the bytes elsewhere, so that reading does not involve curses.
        raw()
        noecho()
        nonl()
        // Otherwise curses checks for input before it paints, and may paint only half.
        typeahead(-1)
        curs_set(0)
        let wantsColours = options.usesColours && has_colors()
        if wantsColours {
            start_color()
            use_default_colors()
        }
        pairs = PairTable(colors: wantsColours ? Int(cpadev_colors()) : 0)
        self.modes = TerminalModes(isXtermLike: cpadev_capability("kmous") != nil, usesMouse: options.usesMouse)
        TerminalRestorer.arm(terminal: descriptor, modes: modes, bytes: Self.restoringBytes(self.modes))
        let questions = self.modes.questions(asksForBackground: options.asksForBackground)
        unanswered = questions.count
        send(self.modes.on + questions.text)
    }

    /// The size known to curses.
    var size: Size { Size(width: Int(cpadev_columns()), height: Int(cpadev_rows())) }

    /// Queries the terminal's size, adopts it and returns it.
    mutating func adoptSize() -> Size {
        var window = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 {
            let wanted = Size(width: Int(window.ws_col), height: Int(window.ws_row))
            if wanted != size {
                resizeterm(Int32(window.ws_row), Int32(window.ws_col))
                shown = nil
            }
        }
        return size
    }

    /// Paints the changed cells of a frame; writes nothing if there are none.
    ///
    /// Ignores frames of another size: the terminal was just resized, and a frame that fits will follow.
    mutating func draw(_ frame: Frame) {
        guard frame != shown, frame.size == size else { return }
        let old = shown?.size == frame.size ? shown : nil
        for y in 0..<frame.size.height {
            if let range = frame.changedColumns(row: y, since: old) { write(frame.row(y), columns: range, y: y) }
        }
        if isSynchronized { send(TerminalModes.synchronized.on) }
        refresh()
        if isSynchronized { send(TerminalModes.synchronized.off) }
        shown = frame
    }

    /// Processes a report of the terminal.
    mutating func take(_ report: TerminalReport) {
        unanswered = max(0, unanswered - 1)
        if case .synchronizedOutput(let isThere) = report { isSynchronized = isThere }
    }

    /// Repaints the whole frame, since another program may have written to the terminal.
    mutating func repaint() {
        guard let frame = shown else { return }
        shown = nil
        cpadev_forget_screen()
        draw(frame)
    }

    /// Gives the terminal back temporarily.
    func leave() {
        send(modes.off)
        endwin()
    }

    /// Takes the terminal over again after ``leave()``, or after another program used it.
    mutating func enter() {
        // First, because the process may be killed at any moment from here on.
        TerminalRestorer.arm(terminal: descriptor, modes: originalModes, bytes: Self.restoringBytes(modes))
        reset_prog_mode()
        curs_set(1)
        curs_set(0)
        cpadev_forget_screen()
        refresh()
        send(modes.on)
    }

    /// Restores the terminal for good.
    func close() {
        leave()
        // A late report would end up as input of the shell.
        if unanswered > 0 { tcflush(descriptor, TCIFLUSH) }
        delscreen(screen)
        TerminalRestorer.disarm()
        fclose(input)
        fclose(output)
    }

    // MARK: Cells

    private mutating func write(_ row: ArraySlice<Cell>, columns: Range<Int>, y: Int) {
        var cells: [cchar_t] = []
        cells.reserveCapacity(columns.count)
        var style = Style.plain
        var look = pairs.look(style)
        let start = row.startIndex
        for cell in row[start + columns.lowerBound..<start + columns.upperBound] where cell.width > 0 {
            if cell.style != style {
                style = cell.style
                look = pairs.look(style)
            }
            append(cell.text, width: Int32(cell.width), look, to: &cells)
        }
        cpadev_write_cells(Int32(y), Int32(columns.lowerBound), cells, Int32(cells.count))
    }

    private func append(
        _ text: String,
        width: Int32,
        _ look: (bits: UInt32, pair: Int32),
        to cells: inout [cchar_t]
    ) {
        var cell = cchar_t()
        if text.utf8.count == 1, let byte = text.utf8.first {
            cpadev_set_ascii(&cell, byte, look.bits, look.pair)
            cells.append(cell)
            return
        }
        let scalars = text.unicodeScalars.map(\.value)
        if cpadev_set_cell(&cell, scalars, Int32(scalars.count), width, look.bits, look.pair) == OK {
            cells.append(cell)
            return
        }
        // The C library has another width for it or cannot show it in this locale: one question mark per column.
        for _ in 0..<width {
            cpadev_set_cell(&cell, [0x3F], 1, 1, look.bits, look.pair)
            cells.append(cell)
        }
    }

    // MARK: Beyond curses

    /// Sends bytes that do not affect the state that curses tracks.
    func send(_ text: String) {
        fputs(text, output)
        fflush(output)
    }

    /// Returns the bytes that restore the terminal, whatever the process was doing.
    private static func restoringBytes(_ modes: TerminalModes) -> [UInt8] {
        // ST first, because a sequence may be half written.
        var text = "\u{1B}\\"
        for name in ["sgr0", "op", "cnorm", "rmkx", "rmcup"] {
            if let value = cpadev_capability(name) { text += String(cString: value) }
        }
        text += modes.offFromAnywhere
        return Array((text + "\r\n").utf8)
    }
}
