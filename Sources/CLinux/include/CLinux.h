// Linux calls that Swift's Glibc module does not import: variadic functions, GNU extensions and macros. Unless a
// comment says otherwise, a function returns -1 and sets errno on failure.
#ifndef CLINUX_H
#define CLINUX_H

#include <stdint.h>
#include <sys/types.h>

// Gives two entries of a folder each other's names, at once for everybody who looks (Linux 3.15).
int clinux_exchange(const char *path, const char *other);

// Makes this process the parent of orphaned descendants, so that it can reap them (Linux 3.4).
int clinux_set_child_subreaper(void);

// Installs a handler that adds 1 to the eventfd at each SIGCHLD. It only calls write(2), which is async-signal-safe.
int clinux_notify_child_exits(int event_fd);

// The arguments of clinux_spawn. Every pointer must stay valid until the call returns.
struct clinux_spawn_request {
    const char *path;               // the executable; PATH is not searched
    char *const *argv;              // NULL-terminated
    char *const *envp;              // NULL-terminated
    const char *working_directory;  // NULL keeps the caller's
    int stdin_fd;                   // becomes 0 in the child
    int stdout_fd;                  // becomes 1
    int stderr_fd;                  // becomes 2
    int extra_fd;                   // becomes 3; -1 for none
    int sets_file_mask;             // whether file_mask becomes its umask
    mode_t file_mask;
    uint64_t open_files;            // the soft limit on open files; 0 keeps the caller's
    uint64_t mark;                  // what clinux_mark returns for it and all its descendants; 0 for none
};

// Starts a process in its own session, with default signal handlers, an empty signal mask, and no descriptors but 0, 1,
// 2 and the extra one. Unlike posix_spawn, it sets limits and the mark before the program's first instruction. Returns
// 0 and sets *pid, or returns an errno value.
int clinux_spawn(const struct clinux_spawn_request *request, pid_t *pid);

// Returns the mark of a process, 0 if it cannot be read, or an unrelated number if the process has no mark. The mark is
// the soft limit on file locks, which Linux has not used since 2.4. Children inherit it, and no program overwrites it,
// unlike the environment. Source: getrlimit(2), RLIMIT_LOCKS.
uint64_t clinux_mark(pid_t pid);

// The upper bits of every mark, which no user would set as a limit, and the mark of processes that belong to no stack.
#define CLINUX_MARK_MAGIC 0x2C7D
static const uint64_t clinux_outside_mark = (uint64_t)CLINUX_MARK_MAGIC << 48;

// Raises this process's soft limit on open files to the hard limit. Returns the former limit, or 0 if it did not
// change.
uint64_t clinux_raise_open_files(void);

// Copies this program's build ID, which the linker computes from its contents. Returns the number of bytes copied, or 0
// if there is none.
int clinux_build_id(uint8_t *bytes, int capacity);

// Reaps a child that has exited, without blocking. Returns its pid and sets *status as waitpid does, 0 if none has
// exited, or -1 if there are no children.
pid_t clinux_reap(int *status);

// WEXITSTATUS, and WTERMSIG or 0 if no signal killed the process.
int clinux_status_code(int status);
int clinux_status_signal(int status);

// epoll, whose event is a packed union that Swift does not import.
int clinux_epoll_create(void);
int clinux_epoll_add(int epoll, int fd, uint64_t token);
int clinux_epoll_remove(int epoll, int fd);
// Waits for at most timeout_ms (-1: no limit) and fills tokens. Returns their number. Retries on EINTR.
int clinux_epoll_wait(int epoll, uint64_t *tokens, int capacity, int timeout_ms);

int clinux_eventfd(void);

// inotify, whose masks and variable-length event Swift does not import. The descriptor is close-on-exec and
// non-blocking.
int clinux_inotify_create(void);
// Watches a folder for all changes of its contents. Returns the watch descriptor.
int clinux_inotify_add(int inotify, const char *folder);
// Ends a watch. Returns 0.
int clinux_inotify_remove(int inotify, int watch);

// One event, copied from the kernel's format.
struct clinux_inotify_entry {
    int watch;             // -1 if events were lost
    int is_folder;
    int appeared;          // created or moved here
    int left;              // moved away
    int ended;             // the watch itself was removed
    char name[256];        // the name of the file in the folder; empty for the folder itself
};

// Reads the pending events, without blocking. Returns the number of entries filled; 0 if there are none. `capacity`
// must be at least 256, the most events that one read can return.
int clinux_inotify_read(int inotify, struct clinux_inotify_entry *entries, int capacity);

// Creates a close-on-exec pipe. ends[0] is the read end.
int clinux_pipe(int ends[2]);

// Makes SIGTERM and SIGINT write their number as a byte to a pipe, and returns its read end. Spawned processes have the
// default handlers.
int clinux_watch_termination(void);

// Opens a process as a close-on-exec descriptor, which poll(2) finds readable once the process has ended with all its
// threads, whoever its parent is. -1 and errno on failure: ESRCH if there is no such process. Source: pidfd_open(2),
// Linux 5.3.
int clinux_pidfd_open(pid_t pid);

// Creates a close-on-exec file in anonymous memory. Source: memfd_create(2).
int clinux_memory_file(const char *name);

// Returns malloc's free memory to the system. Source: malloc_trim(3).
void clinux_trim_memory(void);

// Locks a byte of a file for this open file description, without waiting, or unlocks it: 0 or errno, EAGAIN if another
// description has it locked. The byte need not exist.
int clinux_lock_byte(int fd, int64_t offset);
int clinux_unlock_byte(int fd, int64_t offset);

// A TCP socket in the state LISTEN.
struct clinux_listener {
    uint8_t address[16];  // in network byte order; IPv4 uses the first 4 bytes
    int address_length;   // 4 or 16
    uint16_t port;
    uint32_t inode;
};

// Copies the listeners of this network namespace that fit, of IPv4 and IPv6, and returns how many there are, or -1 if
// the kernel does not answer such questions. Source: sock_diag(7).
int clinux_tcp_listeners(struct clinux_listener *found, int capacity);

// Unmaps the pages of code and constants. The kernel maps those still in use again from the page cache. Source:
// madvise(2), MADV_DONTNEED on a private file mapping.
void clinux_release_code(void);

#endif
