import Diagnostics
import NativeRuntime
import Runtime
package import StateFiles

/// The processes of a supervisor that was killed together with its guardian.
///
/// Holds the stack's lock, since a ledger is obeyed only under it: those of a running supervisor look the same.
package struct LeftoverProcesses {
    private let run: OwnedDirectory
    private let lock: HeldLock

    /// Takes the lock. Returns nil if no supervisor has used the folder, which then stays as it is.
    package init?(in run: OwnedDirectory) throws(CommandFailure) {
        guard [StateLock.fileName, Ledger.fileName].contains(where: { run.status(of: $0) != nil }) else { return nil }
        self.init(in: run, under: try HeldLock(in: run))
    }

    init(in run: OwnedDirectory, under lock: HeldLock) {
        self.run = run
        self.lock = lock
    }

    /// Ends them.
    /// - Returns: a line for each, such as `killed web (pid 12), left over`.
    package func end() throws(CommandFailure) -> [String] {
        do throws(RuntimeError) {
            let ended = try Ledger.read(in: run).map(LeftoverCleaner(grace: .seconds(2)).clean) ?? []
            return ended.map { "\($0.killed ? "killed" : "stopped") \($0.service) (pid \($0.pid)), left over" }
        } catch { throw CommandFailure(error, as: .failed) }
    }

    /// Removes their ledger.
    package func forget() { run.remove(Ledger.fileName) }
}
