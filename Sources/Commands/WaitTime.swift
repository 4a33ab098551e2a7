import ArgumentParser

/// The value of `--timeout` and `--wait-timeout`.
enum WaitTime {
    /// Parses a number of seconds, such as `2.5`; a year at most.
    static func seconds(_ text: String) throws -> Double {
        guard let seconds = Double(text), !seconds.isNaN else { throw ValidationError("must be a number of seconds") }
        guard seconds > 0 else { throw ValidationError("must be more than 0 seconds") }
        return min(seconds, 366 * 86_400)
    }
}
