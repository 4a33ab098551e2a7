package import LogAnalysis

/// Builds a ``PackedLogBatch`` line by line.
package struct LogPacker {
    private var bytes = [UInt8](repeating: 0, count: PackedLogBatch.headerBytes)
    private var services: [String] = []
    private var indexes: [String: UInt16] = [:]
    /// The service of the previous line, which is usually also that of the next one.
    private var last: (name: String, index: UInt16)?
    private var lines: UInt32 = 0

    /// - Parameter capacity: the expected size of the lines in bytes.
    package init(capacity: Int = 0) { bytes.reserveCapacity(PackedLogBatch.headerBytes + capacity + 64) }

    package var count: Int { Int(lines) }

    /// Adds a line. Its text must not contain a newline.
    package mutating func add(
        service: String,
        stream: LogStream,
        timeNs: Int64,
        number: UInt64,
        earlierParts: Int = 0,
        isContext: Bool,
        text: UnsafeRawBufferPointer
    ) {
        write(index(of: service))
        write(stream.packed | (isContext ? 4 : 0))
        write(UInt8(clamping: earlierParts))
        write(UInt32(text.count))
        write(timeNs)
        write(number)
        bytes.append(contentsOf: text)
        lines += 1
    }

    package consuming func finish(skipped: Int = 0, progress: LogBatch.Progress? = nil) -> PackedLogBatch {
        let lineBytes = UInt32(bytes.count - PackedLogBatch.headerBytes)
        for name in services {
            write(UInt16(name.utf8.count))
            bytes.append(contentsOf: name.utf8)
        }
        bytes[4] = 1
        bytes[5] = progress == nil ? 0 : 1
        put(UInt32(bytes.count - 4), at: 0)
        put(UInt16(services.count), at: 6)
        put(lines, at: 8)
        put(lineBytes, at: 12)
        put(UInt64(max(0, skipped)), at: 16)
        put(UInt64(max(0, progress?.scannedBytes ?? 0)), at: 24)
        put(UInt64(max(0, progress?.totalBytes ?? 0)), at: 32)
        return PackedLogBatch(packed: bytes, services: services)
    }

    private mutating func index(of service: String) -> UInt16 {
        if let last, last.name == service { return last.index }
        let index = indexes[service] ?? UInt16(services.count)
        if index == services.count {
            indexes[service] = index
            services.append(service)
        }
        last = (service, index)
        return index
    }

    private mutating func write(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func put(_ number: some FixedWidthInteger, at offset: Int) {
        withUnsafeBytes(of: number.littleEndian) { source in
            bytes.withUnsafeMutableBytes { $0[offset..<offset + source.count].copyBytes(from: source) }
        }
    }
}

extension PackedLogBatch {
    package init(_ batch: LogBatch) {
        var packer = LogPacker()
        for line in batch.lines {
            var text = line.text
            text.withUTF8 {
                packer.add(
                    service: line.service,
                    stream: line.stream,
                    timeNs: line.timeNs,
                    number: line.number,
                    isContext: line.isContext,
                    text: UnsafeRawBufferPointer($0)
                )
            }
        }
        self = packer.finish(skipped: batch.skipped, progress: batch.progress)
    }
}

extension LogBatch {
    /// Unpacks the lines of a batch. Invalid UTF-8 is replaced with U+FFFD.
    package init(_ packed: PackedLogBatch) {
        var lines: [LogLine] = []
        lines.reserveCapacity(packed.count)
        packed.forEach { line in
            lines.append(
                LogLine(
                    service: packed.services[line.service],
                    stream: line.stream,
                    timeNs: line.timeNs,
                    number: line.number,
                    text: String(decoding: line.text, as: UTF8.self),
                    isContext: line.isContext
                )
            )
        }
        self.init(lines, skipped: packed.skipped, progress: packed.progress)
    }
}
