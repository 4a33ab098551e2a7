/// Services for tests, as entries of a Compose file's `services`.
enum Toy {
    /// Answers `GET /` with how often it was started on its data.
    static let serverProgram = """
        import http.server, os, socketserver

        counter = os.path.join(os.environ["CPADEV_DATA_DIR"], "starts")
        with open(counter, "a") as starts:
            starts.write(".")
        body = str(os.path.getsize(counter)).encode()


        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass


        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True


        with Server(("127.0.0.1", int(os.environ["CPADEV_PORT_80"])), Handler) as server:
            print("toy is listening", flush=True)
            server.serve_forever()

        """

    /// An HTTP server with a probe. `more` are further lines of the service.
    static func server(_ name: String, port: UInt16, in folder: String, _ more: String...) -> String {
        """
          \(name):
            ports: ["127.0.0.1:\(port):80"]
            x-cpadev:
              native: {command: ["\(Places.python)", "\(folder)/toy.py"]}
              probe: {http: {port: 80, path: /}}

        """ + lines(more)
    }

    /// A line for the shell, without a probe.
    static func shell(_ name: String, _ script: String, _ more: String...) -> String {
        """
          \(name):
            x-cpadev: {native: {command: ["/bin/sh", "-c", "\(script)"]}}

        """ + lines(more)
    }

    /// Something that goes on until it is told to stop.
    static let idle = "while :; do sleep 0.1; done"

    private static func lines(_ more: [String]) -> String { more.map { "    \($0)\n" }.joined() }
}
