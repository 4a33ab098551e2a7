import ControlAPI

/// JSON for standard output: indented, sorted keys, a newline at the end.
enum JSONText {
    static func render(_ value: some Encodable) throws -> String {
        String(decoding: try ControlCoding.encode(value, pretty: true), as: UTF8.self) + "\n"
    }
}
