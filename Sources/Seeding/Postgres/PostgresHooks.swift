/// Hooks for tests, which inspect an operation or make it fail at a step as if the server had refused it.
struct PostgresHooks: Sendable {
    enum Step: String, CaseIterable, Sendable {
        /// The template is filled, but not yet in place.
        case filled
        /// The clone exists and is marked.
        case cloned
        /// The stack's database accepts no new connections.
        case closed
        /// The stack's database has no sessions left.
        case emptied
        /// The clone is in place. The database that it replaced has yet to be dropped.
        case swapped
        /// The template accepts connections, for a firm's reset.
        case opened
        /// The firm's rows are restored, but not committed.
        case restored
    }

    var reached: (@Sendable (Step) async throws -> Void)?

    func reach(_ step: Step) async throws { try await reached?(step) }
}
