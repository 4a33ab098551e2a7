import Glibc

/// A terminal in raw mode, until it is restored.
struct RawTerminal {
    struct Size: Hashable, Sendable {
        var rows: Int
        var columns: Int
    }

    private let descriptor: Int32
    private let modes: termios

    /// Returns nil if the descriptor is not a terminal.
    init?(_ descriptor: Int32) {
        var modes = termios()
        guard tcgetattr(descriptor, &modes) == 0 else { return nil }
        self.descriptor = descriptor
        self.modes = modes
        var raw = modes
        cfmakeraw(&raw)
        tcsetattr(descriptor, TCSADRAIN, &raw)
    }

    func restore() {
        var modes = modes
        tcsetattr(descriptor, TCSADRAIN, &modes)
    }

    /// nil if the terminal does not report it.
    var size: Size? {
        var window = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return nil
        }
        return Size(rows: Int(window.ws_row), columns: Int(window.ws_col))
    }
}
