import Foundation

/// A service's log as it lies on disk; see ARCHITECTURE.md, "Logs".
enum SegmentFiles {
    /// Bytes on disk, index included.
    static func size(of service: String, in stack: Stack) throws -> Int {
        try names(service, stack).reduce(0) { sum, name in
            let path = "\(stack.state)/logs/\(service)/\(name)"
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return sum + (attributes?[.size] as? Int ?? 0)
        }
    }

    /// What the service itself wrote: everything but the runs of cpadev's own stream.
    static func written(by service: String, in stack: Stack) throws -> [UInt8] {
        var result: [UInt8] = []
        for name in try names(service, stack).filter({ $0.hasSuffix(".log") }).sorted() {
            let path = "\(stack.state)/logs/\(service)/\(name.dropLast(4))"
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path).log")))
            let index = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path).idx")))
            var runs = stride(from: 16, to: index.count - 15, by: 16).map { entry in
                let word = index[entry..<entry + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                return (offset: Int(word & 0xFFF_FFFF), isOurs: word >> 28 & 3 == 2)
            }
            // A supervisor that was killed may have left an entry whose bytes never came.
            runs.removeAll { $0.offset >= bytes.count }
            for (number, run) in runs.enumerated() where !run.isOurs {
                result += bytes[run.offset..<(number + 1 < runs.count ? runs[number + 1].offset : bytes.count)]
            }
        }
        return result
    }

    private static func names(_ service: String, _ stack: Stack) throws -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(stack.state)/logs/\(service)")) ?? []
    }
}
