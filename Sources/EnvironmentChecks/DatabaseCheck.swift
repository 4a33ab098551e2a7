import Environments
import Foundations
import Seeding

/// Inspects the database of an environment.
struct DatabaseCheck: Sendable {
    let source: PlatformEnvironment.DatabaseSource
    /// The variables of the stack, for the stack of this checkout: its own database, whose role may write.
    let stack: LocalStack?
    let migrations: String?
    let surroundings: any Surroundings
    let deadline: ContinuousClock.Instant

    func run() async throws(CheckProblem) -> EnvironmentReport.Database {
        let address = DatabaseAddress(source, stack: stack, surroundings, until: deadline)
        let url = try await address.url()
        let inspection: DatabaseInspection
        do throws(SeedingError) {
            inspection = try await DatabaseInspection.run(
                url,
                comparingWith: migrations,
                refusesWriters: stack == nil,
                until: deadline
            )
        } catch {
            throw CheckProblem(error)
        }
        let state = inspection.migrations
        return EnvironmentReport.Database(
            name: inspection.database,
            role: inspection.role,
            migrations: state.map { state in
                EnvironmentReport.Migrations(
                    applied: state.applied,
                    missing: state.missing,
                    unknown: state.unknown,
                    changed: state.changed,
                    failed: state.failed
                )
            }
        )
    }
}

extension CheckProblem {
    fileprivate init(_ error: SeedingError) {
        let code: Code =
            switch error.code {
            case .unreachable: .unreachable
            case .refused: .refused
            case .files: .missing
            default: .garbled
            }
        self.init(code, error.message, remedy: error.remedy)
    }
}
