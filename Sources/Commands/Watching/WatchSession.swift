import ComposeModel
import ControlAPI
import ControlClient
import Diagnostics
import FileWatch
import Foundations
import OrderedCollections
import StackHost
import WatchRules

/// Watches files of a project's services and applies their watch rules, until cancelled.
///
/// Each service performs one action at a time. Changes that arrive meanwhile are merged and applied next.
struct WatchSession {
    private let client: ControlClient
    private let plan: WatchPlan
    private let watcher: FileWatcher
    /// Prints a line for the user.
    private let tell: @Sendable (String) -> Void

    /// Starts to watch. Throws exit code 65 if none of the services has usable rules, or 69 if files cannot be watched.
    init(
        _ project: Project,
        services: [String],
        client: ControlClient,
        tell: @escaping @Sendable (String) -> Void
    ) throws(CommandFailure) {
        let selected = project.services.values.filter { services.isEmpty || services.contains($0.name) }
        let plan = WatchPlan(selected, ignoreFile: ContextIgnoreFile.text)
        for notice in plan.notices { tell("\(notice.service): \(notice.message)") }
        guard !plan.isEmpty else {
            let which = services.isEmpty ? "no service has" : "none of these services has"
            throw CommandFailure(
                .badData,
                "\(which) files to watch",
                hint: "add watch rules, such as develop: {watch: [{path: ./src, action: restart}]}"
            )
        }
        do throws(FileWatchError) {
            watcher = try FileWatcher(
                FileWatchConfiguration(roots: plan.roots, isPruned: { plan.prunes($0) })
            )
        } catch {
            throw CommandFailure(error, as: .unavailable)
        }
        self.client = client
        self.plan = plan
        self.tell = tell
    }

    /// Returns when the task is cancelled.
    func run() async {
        tell("watching \(watcher.files.count.counted("file")) for \(plan.services.joined(separator: ", "))")
        await withTaskGroup(of: String?.self) { group in
            var pending: [String: ServiceRefresh] = [:]
            var busy: Set<String> = []
            let inbox = WatchInbox(plan.initialRefreshes(of: watcher.files))
            let (plan, tell, events) = (plan, tell, watcher.events)
            group.addTask {
                for await event in events {
                    switch event {
                    case .changed(let changes):
                        inbox.add(plan.refreshes(for: changes.map { ($0.path, $0.kind == .removed) }))
                    case .failed(let error):
                        tell(error.message + (error.remedy.map { " (\($0))" } ?? ""))
                    }
                }
                inbox.finish()
                return nil
            }
            var wakeUps = inbox.wakeUps.makeAsyncIterator()
            while await wakeUps.next() != nil {
                for refresh in inbox.take() {
                    pending[refresh.service] = pending[refresh.service]?.merged(with: refresh) ?? refresh
                }
                for name in inbox.takeDone() { busy.remove(name) }
                for (name, refresh) in pending where busy.insert(name).inserted {
                    pending[name] = nil
                    group.addTask {
                        await perform(refresh)
                        inbox.done(name)
                        return nil
                    }
                }
            }
            group.cancelAll()
        }
        watcher.stop()
    }

    private func perform(_ refresh: ServiceRefresh) async {
        do {
            for line in try await client.perform(.refresh(refresh)).changes { tell(line) }
        } catch {
            guard !Task.isCancelled else { return }
            let failure = CommandFailure(error) ?? CommandFailure(.failed, "\(error)")
            tell("error: " + failure.message + (failure.hint.map { " (\($0))" } ?? ""))
        }
    }
}
