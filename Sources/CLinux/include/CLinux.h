// Linux calls that Swift's Glibc module does not show: variadic ones, GNU extensions, and macros.
#ifndef CLINUX_H
#define CLINUX_H

#include <stdint.h>
#include <sys/types.h>

// Makes this process adopt orphaned descendants, so that they can be reaped here (Linux 3.4). -1 and errno on failure.
int clinux_set_child_subreaper(void);

// From now on each SIGCHLD adds 1 to the eventfd. The handler only calls write(2), which is async-signal-safe.
int clinux_notify_child_exits(int event_fd);

// What clinux_spawn needs to know. Every pointer must live until the call returns.
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
    uint64_t mark;                  // what clinux_mark tells of it and of all its descendants; 0 for none
};

// Starts a process in a session of its own, with default signal handlers, an empty signal mask, and no other
// descriptor than 0, 1, 2 and the extra one. Returns 0 and sets *pid, or an errno value. What posix_spawn cannot do is
// the rest: limits, and a mark that is there before the first instruction of the program.
int clinux_spawn(const struct clinux_spawn_request *request, pid_t *pid);

// The mark of a process, 0 where it cannot be read, or a number that nobody chose. It is the soft limit on file locks,
// which Linux has kept and not used since 2.4: children inherit it, and unlike the environment no program overwrites it.
// Source: getrlimit(2), RLIMIT_LOCKS.
uint64_t clinux_mark(pid_t pid);

// The upper bits of marks, which no person would choose as a limit; and the mark of what belongs to no stack.
#define CLINUX_MARK_MAGIC 0x2C7D
static const uint64_t clinux_outside_mark = (uint64_t)CLINUX_MARK_MAGIC << 48;

// Raises this process' soft limit on open files to the hard one. Returns what it was, or 0 where it stays.
uint64_t clinux_raise_open_files(void);

// The build ID that the linker gave this program, which changes with its code. Returns how many bytes were filled, 0
// where it has none.
int clinux_build_id(uint8_t *bytes, int capacity);

// Collects a child that has ended, without waiting. Returns its pid and fills *status (as waitpid does), 0 when
// none has ended, -1 when there is no child.
pid_t clinux_reap(int *status);

// WEXITSTATUS, and WTERMSIG (0 when it was no signal).
int clinux_status_code(int status);
int clinux_status_signal(int status);

// epoll, whose event is a packed union that the importer does not take.
int clinux_epoll_create(void);
int clinux_epoll_add(int epoll, int fd, uint64_t token);
int clinux_epoll_remove(int epoll, int fd);
// Waits for at most timeout_ms (-1: for ever) and fills tokens. Returns how many, or -1 and errno (EINTR is retried).
int clinux_epoll_wait(int epoll, uint64_t *tokens, int capacity, int timeout_ms);

int clinux_eventfd(void);

// inotify, whose masks and flexible event the importer does not take. Closed in children, and never blocks.
int clinux_inotify_create(void);
// Watches a folder for everything that changes what is in it. Returns the watch descriptor, or -1 and errno.
int clinux_inotify_add(int inotify, const char *folder);

// Ends a watch. 0, or -1 and errno.
int clinux_inotify_remove(int inotify, int watch);

// One event, copied out of the kernel's format.
struct clinux_inotify_entry {
    int watch;             // -1 where events were lost
    int is_folder;
    int appeared;          // created or moved here
    int left;              // moved away
    int ended;             // the watch itself is gone
    char name[256];        // of the file in the folder; empty for the folder itself
};

// Reads what is there. Returns how many entries were filled, 0 when there is nothing, or -1 and errno. Room for all that
// a read can yield is `capacity`, at least 256.
int clinux_inotify_read(int inotify, struct clinux_inotify_entry *entries, int capacity);

// A pipe whose ends are closed in children. ends[0] is read from. -1 and errno on failure.
int clinux_pipe(int ends[2]);

// From now on SIGTERM and SIGINT put their number as a byte into a pipe, whose end to read from this returns; -1 and errno
// on failure. What is spawned finds the default again.
int clinux_watch_termination(void);

// Anonymous memory as a file, closed in children that it is not given to. -1 and errno on failure.
int clinux_memory_file(const char *name);

// Gives memory that malloc keeps for later back to the system. Source: malloc_trim(3).
void clinux_trim_memory(void);

// Lets go of the pages of code and constants, which are the page cache's; those still in use come back by themselves.
// Source: madvise(2), MADV_DONTNEED on a private file mapping.
void clinux_release_code(void);

#endif
