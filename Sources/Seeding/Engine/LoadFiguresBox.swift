import Synchronization

/// Carries figures out of a closure that may run on any thread.
final class LoadFiguresBox: Sendable {
    private let figures = Mutex<LoadFigures?>(nil)

    var value: LoadFigures? { figures.withLock { $0 } }

    func set(_ value: LoadFigures) { figures.withLock { $0 = value } }
}
