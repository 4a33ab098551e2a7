import TestSupport
import Testing

@testable import DockerEngine

/// Engines behind `ssh`, for which a script stands in.
@Suite struct SSHEndpointTests {
    /// A folder with a program `ssh`.
    private func tools(_ script: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(script, to: "ssh", executable: true)
        return folder
    }

    private func client(_ tools: TemporaryFolder) -> EngineClient {
        EngineClient(
            endpoint: .ssh(destination: "me@far.test"),
            timeouts: EngineTimeouts(request: .seconds(20)),
            environment: ["PATH": "\(tools.path):/usr/local/bin:/usr/bin:/bin"]
        )
    }

    /// Passes bytes both ways between its standard streams and a socket, as `docker system dial-stdio` does.
    private func relay(to path: String, log: String) -> String {
        """
        #!/bin/sh
        echo "$@" >>\(log)
        exec python3 -c '
        import os, socket, sys, threading
        engine = socket.socket(socket.AF_UNIX)
        engine.connect("\(path)")
        def pass_on(read, write, end):
            while True:
                data = read()
                if not data: break
                write(data)
            end()
        sender = threading.Thread(target=pass_on, args=(lambda: os.read(0, 65536), engine.sendall,
            lambda: engine.shutdown(socket.SHUT_WR)), daemon=True)
        sender.start()
        pass_on(lambda: engine.recv(65536), lambda data: os.write(1, data), lambda: None)
        '
        """
    }

    @Test func everyCallGoesThroughARunOfSSH() async throws {
        let engine = try FakeEngine { request, connection in
            guard request.target.hasSuffix("/exec/x/start") else {
                return connection.answer(#"{"Id":"x","Name":"/n","State":{}}"#)
            }
            connection.send("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n")
            let input = connection.readToEnd().drop { $0 != UInt8(ascii: "}") }.dropFirst()
            connection.send([1, 0, 0, 0, 0, 0, 0, UInt8(input.count)] + input)
        }
        let tools = try tools(relay(to: engine.path, log: "$(dirname $0)/log"))
        let client = client(tools)
        #expect(try await client.inspectContainer("x").name == "/n")
        // The end of the input goes through as well.
        let session = try await client.startExec("x")
        try await session.write(Array("hello".utf8))
        try await session.closeInput()
        var text = ""
        for try await chunk in session.output { text += chunk.text }
        #expect(text == "hello")
        let log = try tools.read("log")
        #expect(log.contains("-l me -- far.test docker system dial-stdio"))
    }

    @Test func whatSSHSaysIsTold() async throws {
        let tools = try tools(
            "#!/bin/sh\necho 'Warning: x' >&2; echo 'me@far.test: Permission denied (publickey).' >&2\nexit 255\n"
        )
        await #expect {
            _ = try await client(tools).ping()
        } throws: { error in
            guard let error = error as? EngineError else { return false }
            return error.code == .unreachable && error.message.contains("Permission denied (publickey)")
        }
    }

    @Test func withoutAProgramNothingIsTried() async throws {
        let tools = try TemporaryFolder()
        let client = EngineClient(
            endpoint: .ssh(destination: "far.test"),
            timeouts: .short,
            environment: ["PATH": tools.path]
        )
        await #expect { _ = try await client.ping() } throws: { ($0 as? EngineError)?.code == .invalidConfiguration }
    }
}
