import ControlAPI
import FoundationEssentials
import Foundations
import Glibc
import StackHost
import StateFiles
import Workflows

/// The files of a run: `ci/<number>` in the project's state folder.
struct RunFolder {
    /// The runs whose files are kept.
    private static let most = 20
    private static let largestFile = 8 << 20

    let number: Int
    let path: String

    var projectFile: String { "\(path)/compose.yaml" }
    var stateDirectory: String { "\(path)/state" }
    var workflowFile: String { "\(path)/workflow.yml" }
    var payloadFile: String { "\(path)/event.json" }

    func servicesFile(of job: String) -> String { "\(path)/jobs/\(job)/services.yaml" }
    func reducedFile(of job: String) -> String { "\(path)/jobs/\(job)/workflow.yml" }
    func cache(of job: String) -> String { "\(path)/jobs/\(job)/act" }

    /// The folder of all runs of a project.
    static func root(_ location: StackLocation) -> String { "\(location.stateDirectory)/ci" }

    /// The folder of a run that has been made.
    init(_ path: String) {
        self.path = path
        number = path.split(separator: "/").last.flatMap { Int($0) } ?? 0
    }

    /// Makes the folder of the next run, and removes those of old ones.
    static func make(_ location: StackLocation, jobs: [String]) throws(CommandFailure) -> RunFolder {
        let path = root(location)
        do throws(StateFileError) {
            let root = try OwnedDirectory(path: path, making: 0o711)
            // act copies what git does not ignore, and the state may be in the checkout.
            try root.replace(".gitignore", with: Array("*\n".utf8))
            let numbers = try root.names().compactMap { Int($0) }.sorted()
            for old in numbers.dropLast(most - 1) { try? root.removeTree(String(old)) }
            var number = (numbers.last ?? 0) + 1
            // Two runs may begin at once.
            while mkdir("\(path)/\(number)", 0o711) != 0 {
                guard errno == EEXIST else { throw .system(errno, "create", "\(path)/\(number)") }
                number += 1
            }
            let run = try root.directory(String(number))
            let folder = try run.directory("jobs", making: 0o711)
            for job in jobs { _ = try folder.directory(job, making: 0o711) }
            return RunFolder("\(path)/\(number)")
        } catch { throw CommandFailure(error) }
    }

    /// The run with a number, or the newest one.
    static func find(_ number: Int?, _ location: StackLocation) throws(CommandFailure) -> RunFolder {
        let numbers = (directoryNames(root(location)) ?? []).compactMap { Int($0) }.sorted()
        guard let last = numbers.last else {
            throw CommandFailure(.unavailable, "no workflow has run here yet", hint: "cpadev ci")
        }
        let wanted = number ?? last
        guard numbers.contains(wanted) else {
            throw CommandFailure(
                .usage,
                "the files of run \(wanted) are not there",
                hint: "those of \(numbers[0]) to \(last) are; cpadev ci history lists earlier runs"
            )
        }
        return RunFolder("\(root(location))/\(wanted)")
    }

    // MARK: Contents

    func write(_ text: String, to path: String) throws(CommandFailure) {
        try OutputFile.replace(with: text, at: path, mode: 0o600)
    }

    func write(_ value: some Encodable, as name: String) throws(CommandFailure) {
        let data: Data
        do { data = try ControlCoding.encode(value, pretty: true) } catch {
            throw CommandFailure(.failed, "cannot write \(name): \(error)")
        }
        try write(String(decoding: data, as: UTF8.self), to: "\(path)/\(name)")
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ name: String) -> Value? {
        guard let text = SmallFile.read("\(path)/\(name)", upToBytes: Self.largestFile) else { return nil }
        return try? ControlCoding.decode(type, from: Data(text.utf8))
    }

    func plan() throws(CommandFailure) -> RunPlan {
        if let plan = read(RunPlan.self, "plan.json") { return plan }
        throw CommandFailure(.failed, "\(path)/plan.json cannot be read")
    }

    func write(_ plan: RunPlan) throws(CommandFailure) { try write(plan, as: "plan.json") }

    /// The result of a job; nil if it has none yet.
    func result(of job: String) -> JobResult? { read(JobResult.self, "jobs/\(job)/result.json") }

    func write(_ result: JobResult) throws(CommandFailure) { try write(result, as: "jobs/\(result.id)/result.json") }

    /// The variables of this process, without those that select a Compose project, which is the user's.
    static var variables: [String: String] {
        CallerEnvironment.variables.filter { !$0.key.hasPrefix("COMPOSE_") && $0.key != EnvironmentOverlay.variable }
    }

    /// The location of the stack whose services are the run's jobs.
    func location() throws(CommandFailure) -> StackLocation {
        var source = ProjectSource()
        source.files = [projectFile]
        var environment = Self.variables
        environment["CPADEV_STATE_DIR"] = stateDirectory
        return try StackLocation(source, environment: environment, workingDirectory: path)
    }
}
