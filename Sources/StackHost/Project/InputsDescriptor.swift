import CLinux
package import ControlAPI
import FoundationEssentials
import Foundations
import Glibc

/// Passes piped inputs to a new supervisor as its standard input. They stay in memory, since they may be secrets.
package enum InputsDescriptor {
    /// Returns a descriptor from which the inputs can be read.
    package static func write(_ inputs: [PipedInput]) throws(CommandFailure) -> Int32 {
        let descriptor = clinux_memory_file("cpadev-inputs")
        guard descriptor >= 0, let data = try? ControlCoding.encode(inputs) else { throw failure(errno) }
        if let error = CompleteWrite.write(Array(data), to: descriptor) {
            close(descriptor)
            throw failure(error)
        }
        lseek(descriptor, 0, SEEK_SET)
        return descriptor
    }

    /// Reads the inputs from standard input, and replaces it with /dev/null.
    package static func takeStandardInput() -> [PipedInput] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        dup2(null, STDIN_FILENO)
        close(null)
        return (try? ControlCoding.decode([PipedInput].self, from: Data(bytes))) ?? []
    }

    private static func failure(_ error: Int32) -> CommandFailure {
        CommandFailure(.failed, "cannot pass piped files to the supervisor: \(String(cString: strerror(error)))")
    }
}
