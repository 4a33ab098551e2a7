/// What an engine reports about its machine; fields that an engine omits are nil. Source: Docker Engine API, SystemInfo.
package struct EngineSystemInfo: Decodable, Hashable, Sendable {
    /// The machine's host name.
    package var name: String?
    /// Such as `20.10.24+dfsg1`.
    package var serverVersion: String?
    /// Such as `overlay2`.
    package var storageDriver: String?
    /// `1` or `2`.
    package var cgroupVersion: String?
    package var processors: Int?
    package var memoryBytes: Int64?
    /// Such as `name=rootless`.
    package var securityOptions: [String]?
    /// Such as `Docker Desktop` or `Debian GNU/Linux 12 (bookworm)`.
    package var operatingSystem: String?
    /// Such as `x86_64`.
    package var architecture: String?

    /// Whether the engine runs without root privileges.
    package var isRootless: Bool {
        securityOptions?.contains { $0.split(separator: ",").contains("name=rootless") } == true
    }

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case serverVersion = "ServerVersion"
        case storageDriver = "Driver"
        case cgroupVersion = "CgroupVersion"
        case processors = "NCPU"
        case memoryBytes = "MemTotal"
        case securityOptions = "SecurityOptions"
        case operatingSystem = "OperatingSystem"
        case architecture = "Architecture"
    }
}
