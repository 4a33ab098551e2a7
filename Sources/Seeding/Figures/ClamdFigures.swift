import ControlAPI
import NIOCore

/// What clamd says of itself. Source: clamd(8), STATS; `thrmgr_printstats` in clamd/thrmgr.c writes it.
struct ClamdFigures: Equatable, Sendable {
    /// Room for the line that each running scan adds.
    private static let answerLimit = 256 * 1024

    var liveThreads = 0
    var idleThreads = 0
    var maximumThreads = 0
    /// The number of commands that wait for a thread.
    var queuedItems = 0
    /// The memory for signatures.
    var poolBytes: Double?

    init(from address: StoreEndpoints.Address, timeout: Duration) async throws {
        let clamd = ClamdConversation(address: address, timeout: timeout, answerLimit: Self.answerLimit)
        let text = try await clamd.ask { try await $0.write(ByteBuffer(string: "zSTATS\0")) }
        guard let figures = ClamdFigures(text) else { throw SeedingError(.garbled, "clamd's reply is not its STATS") }
        self = figures
    }

    /// Sums up all pools of threads. Fails if a reply does not tell of threads.
    init?(_ reply: String) {
        var hasThreads = false
        for line in reply.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            func word(after name: String) -> Substring? {
                words.firstIndex(of: Substring(name)).flatMap { words.dropFirst($0 + 1).first }
            }
            func number(_ name: String) -> Int { word(after: name).flatMap { Int($0) } ?? 0 }
            switch words.first {
            case "THREADS:":
                hasThreads = true
                liveThreads += number("live")
                idleThreads += number("idle")
                maximumThreads += number("max")
            case "QUEUE:": queuedItems += number("QUEUE:")
            case "MEMSTATS:": poolBytes = word(after: "pools_used").flatMap(Self.bytes)
            default: break
            }
        }
        if !hasThreads { return nil }
    }

    /// A number of mebibytes, such as `5.882M`; `N/A` is none.
    private static func bytes(_ text: Substring) -> Double? {
        guard text.last == "M" else { return nil }
        return Double(text.dropLast()).map { $0 * 1_048_576 }
    }

    func families(_ service: String) -> [MetricFamily] {
        func gauge(_ name: String, _ help: String, _ value: Double?) -> MetricFamily {
            let samples = value.map { [MetricFamily.Sample([("service", service)], $0)] } ?? []
            return MetricFamily("clamd_\(name)", .gauge, help, samples)
        }
        return [
            gauge("threads_live", "Threads that scan.", Double(liveThreads)),
            gauge("threads_idle", "Threads that wait for work.", Double(idleThreads)),
            gauge("threads_max", "The limit of threads.", Double(maximumThreads)),
            gauge("queue_items", "Commands that wait for a thread.", Double(queuedItems)),
            gauge("pools_used_bytes", "Memory used for signatures.", poolBytes),
        ]
    }
}
