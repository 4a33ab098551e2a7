import Environments
import NIOHTTP1

/// What a server says of itself: its health, its version, its commit. Each page is requested once.
struct ServerPages: Sendable {
    var health = Finding<EnvironmentReport.Health>.notChecked
    var version = Finding<String>.notChecked
    var commit = Finding<String>.notChecked

    private typealias Answer = Result<ServerClient.Response, CheckProblem>

    static func read(
        _ environment: PlatformEnvironment,
        at address: ServerAddress,
        until deadline: ContinuousClock.Instant
    ) async -> ServerPages {
        let paths = Set([environment.health, environment.version?.path, environment.commit?.path].compactMap(\.self))
        let answers = await withTaskGroup(of: (String, Answer).self) { group in
            for path in paths {
                group.addTask {
                    do throws(CheckProblem) {
                        return (path, .success(try await ServerClient.get(address, path, until: deadline)))
                    } catch {
                        return (path, .failure(error))
                    }
                }
            }
            return await group.reduce(into: [String: Answer]()) { $0[$1.0] = $1.1 }
        }
        var pages = ServerPages()
        if let path = environment.health, let answer = answers[path] { pages.health = health(answer) }
        pages.version = finding(environment.version, in: answers)
        pages.commit = finding(environment.commit, in: answers)
        return pages
    }

    private static func health(_ answer: Answer) -> Finding<EnvironmentReport.Health> {
        switch answer {
        case .failure(let problem): return .failed(problem)
        case .success(let response):
            let isHealthy = (200..<300).contains(response.status.code)
            let health = EnvironmentReport.Health(
                isHealthy ? .healthy : .unhealthy,
                "status \(response.status)",
                latency: response.latency
            )
            return .found(health)
        }
    }

    private static func finding(
        _ statement: PlatformEnvironment.Statement?,
        in answers: [String: Answer]
    ) -> Finding<String> {
        guard let statement, let answer = answers[statement.path] else { return .notChecked }
        switch answer {
        case .failure(let problem): return .failed(problem)
        case .success(let response):
            do throws(CheckProblem) {
                return .found(
                    try StatementReader.value(
                        of: statement.part,
                        status: response.status,
                        headers: response.headers,
                        body: response.body
                    )
                )
            } catch {
                return .failed(CheckProblem(error.code, "\(statement.path): \(error.reason)"))
            }
        }
    }
}
