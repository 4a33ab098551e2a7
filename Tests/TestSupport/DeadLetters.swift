import Foundation

/// Real dead letters of a Temporal server: history tasks that no executor of the server can run, as after a downgrade.
///
/// The server has no API for this but its own, `temporal.server.api.adminservice.v1.AdminService`, which is called over
/// gRPC by curl. Source of the numbers: the files under proto/internal of https://github.com/temporalio/temporal.
package struct DeadLetters: Sendable {
    private static let administration = "temporal.server.api.adminservice.v1.AdminService"
    private static let workflows = "temporal.api.workflowservice.v1.WorkflowService"
    /// Tasks of the outbound queue. They fail before the server looks for their workflow.
    private static let category = 7

    private let port: UInt16

    package init(ofTemporalOn port: UInt16) { self.port = port }

    /// Adds tasks to the outbound queue. The server moves them into the dead-letter queue soon afterwards.
    package func add(_ count: Int) async throws {
        let description = try await call(Self.workflows, "DescribeNamespace", Message().text(1, "default"))
        guard
            let id = String(decoding: description, as: UTF8.self).firstMatch(
                of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/
            )
        else { throw TestFailure("Temporal does not tell the id of the namespace default") }
        // The development server has a single shard.
        var request = Message().number(1, 1)
        for index in 1...count {
            let task = Message().number(1, 1).bytes(2, Self.task(index, namespace: String(id.0)))
            request = request.message(2, Message().number(1, Self.category).message(2, task))
        }
        _ = try await call(Self.administration, "AddTasks", request)
    }

    /// Deletes all that are in the queue.
    package func purge() async throws {
        let queue = Message().number(1, Self.category).text(2, "active").text(3, "active")
        let last = Message().number(1, 1 << 40)
        _ = try await call(Self.administration, "PurgeDLQTasks", Message().message(1, queue).message(2, last))
    }

    /// A task of the type TASK_TYPE_STATE_MACHINE_OUTBOUND that only the timer queue can run.
    private static func task(_ index: Int, namespace: String) -> [UInt8] {
        let reference = Message().message(2, Message()).message(3, Message())
        return Message().text(1, namespace).text(2, "lost-\(index)").text(3, UUID().uuidString.lowercased())
            .number(4, 27).number(5, index).message(6, Message().number(1, 1)).text(7, "nowhere")
            .message(8, Message().message(1, reference).text(2, "callbacks.Backoff")).encoded
    }

    /// - Returns: the response's message.
    private func call(_ service: String, _ method: String, _ request: Message) async throws -> [UInt8] {
        let file = "\(NSTemporaryDirectory())/dead-letters-\(UUID().uuidString)"
        defer { for name in [file, "\(file).out"] { try? FileManager.default.removeItem(atPath: name) } }
        let length = withUnsafeBytes(of: UInt32(request.encoded.count).bigEndian) { Array($0) }
        try Data([0] + length + request.encoded).write(to: URL(fileURLWithPath: file))
        let curl = Process()
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        curl.arguments = [
            "-sS", "-m", "20", "--http2-prior-knowledge", "-H", "content-type: application/grpc", "-H", "te: trailers",
            "--data-binary", "@\(file)", "-D", "-", "-o", "\(file).out",
            "http://127.0.0.1:\(port)/\(service)/\(method)",
        ]
        let output = Pipe()
        curl.standardOutput = output
        curl.standardError = output
        try curl.run()
        let headers = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        curl.waitUntilExit()
        guard headers.contains("grpc-status: 0") else { throw TestFailure("\(method): \(headers)") }
        return Array(FileManager.default.contents(atPath: "\(file).out") ?? Data())
    }

    /// A protobuf message under construction.
    private struct Message {
        var encoded: [UInt8] = []

        func number(_ field: Int, _ value: Int) -> Message { adding(Self.varint(field << 3) + Self.varint(value)) }

        func bytes(_ field: Int, _ value: [UInt8]) -> Message {
            adding(Self.varint(field << 3 | 2) + Self.varint(value.count) + value)
        }

        func text(_ field: Int, _ value: String) -> Message { bytes(field, Array(value.utf8)) }

        func message(_ field: Int, _ value: Message) -> Message { bytes(field, value.encoded) }

        private func adding(_ bytes: [UInt8]) -> Message { Message(encoded: encoded + bytes) }

        private static func varint(_ value: Int) -> [UInt8] {
            var (rest, result) = (UInt64(value), [UInt8]())
            while rest >= 0x80 {
                result.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            return result + [UInt8(rest)]
        }
    }
}
