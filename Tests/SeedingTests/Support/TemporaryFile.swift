import Foundation

/// A file that goes with its value.
struct TemporaryFile: ~Copyable {
    let path = NSTemporaryDirectory() + "cpadev-seeding-\(UUID())"

    init(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
