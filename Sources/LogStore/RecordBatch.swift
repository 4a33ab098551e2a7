/// A batch of records, limited in number and size.
struct RecordBatch {
    private(set) var records: [LogRecord] = []
    private(set) var bytes = 0
    private let limit: Int
    private let byteLimit: Int

    /// - Parameter byteLimit: the size at which the batch is full. The last record may exceed it.
    init(limit: Int, byteLimit: Int = .max) {
        self.limit = limit
        self.byteLimit = byteLimit
    }

    var isFull: Bool { records.count >= limit || bytes >= byteLimit }
    /// How many more records fit, ignoring the byte limit.
    var remaining: Int { max(0, limit - records.count) }

    /// The number of the next record to read.
    func next(after number: UInt64) -> UInt64 { records.last.map { $0.number + 1 } ?? number }

    /// Adds the records of a run, starting with the one with the given number.
    ///
    /// - Parameter lines: the number of records in the run.
    mutating func add(
        _ run: RunEntry,
        content: UnsafeRawBufferPointer,
        lines: Int,
        base: UInt64,
        from number: UInt64
    ) {
        var rest = content
        for line in 0..<max(0, lines) {
            guard !rest.isEmpty, !isFull else { return }
            let newline = rest.firstNewline()
            let length = newline ?? rest.count
            let end = newline.map { $0 + 1 } ?? rest.count
            let current = base + UInt64(run.line + line)
            if current >= number {
                bytes += length
                records.append(
                    LogRecord(
                        number: current,
                        timeNs: run.timeNs(ofRecord: line),
                        stream: run.stream,
                        bytes: Array(rest[..<length]),
                        isTerminated: newline != nil,
                        isContinued: run.isContinued && end == rest.count,
                        isContinuation: run.isContinuation && line == 0,
                        earlierParts: line == 0 ? run.earlierParts : 0
                    )
                )
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[end...])
        }
    }
}
