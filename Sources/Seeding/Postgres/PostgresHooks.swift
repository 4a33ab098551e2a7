/// Where tests look in, or make an operation fail: it stops at the step as if the server had refused it.
struct PostgresHooks: Sendable {
    enum Step: String, CaseIterable, Sendable {
        /// The template is filled, but not in its place.
        case filled
        /// The clone is there, and marked.
        case cloned
        /// The stack's database takes no new connections.
        case closed
        /// Nobody is connected to it.
        case emptied
        /// The clone is in its place; what was there is still to be dropped.
        case swapped
        /// The template is open for a firm's reset.
        case opened
        /// The firm's rows are back, not yet for others to see.
        case restored
    }

    var reached: (@Sendable (Step) async throws -> Void)?

    func reach(_ step: Step) async throws { try await reached?(step) }
}
