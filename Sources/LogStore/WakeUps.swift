/// One stream of wake-ups for all the logs. Does not end by itself: closed logs wake it, and are noticed then.
func wakeUpStream(for logs: [ServiceLog]) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let listeners = logs.map { ($0.publication, $0.publication.add(continuation, endsWithLog: false)) }
    continuation.onTermination = { _ in
        for case (let publication, let id?) in listeners { publication.remove(id) }
    }
    return stream
}
