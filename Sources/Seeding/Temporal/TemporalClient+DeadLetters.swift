extension TemporalClient {
    private static let administration = "temporal.server.api.adminservice.v1.AdminService"
    /// Source: `QueueTypeHistoryDLQ` in common/persistence/queue_v2_util.go of the server.
    private static let deadLetterQueues: Int32 = 2

    /// Returns the number of tasks in each of the server's dead-letter queues. A queue exists from its first task on.
    ///
    /// The server gives up tasks of all namespaces, so the client's namespace makes no difference.
    func deadLetters() async throws -> [(queue: String, count: Int)] {
        var request = TemporalListQueuesRequest()
        request.queueType = Self.deadLetterQueues
        request.pageSize = 100
        var found: [(queue: String, count: Int)] = []
        repeat {
            let page: TemporalListQueuesResponse = try await call(Self.administration, "ListQueues", request)
            found += page.queues.map { ($0.queueName, Int($0.messageCount)) }
            request.nextPageToken = page.nextPageToken
        } while !request.nextPageToken.isEmpty
        return found
    }
}
