#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int clinux_set_child_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

static volatile int child_event_fd = -1;

static void on_child(int signal) {
    (void)signal;
    int saved = errno;
    uint64_t one = 1;
    if (child_event_fd >= 0 && write(child_event_fd, &one, sizeof one) < 0) {
        // The counter is full, so the reader is awake anyway.
    }
    errno = saved;
}

int clinux_notify_child_exits(int event_fd) {
    child_event_fd = event_fd;
    struct sigaction action = {.sa_handler = on_child, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
    sigemptyset(&action.sa_mask);
    return sigaction(SIGCHLD, &action, NULL);
}

int clinux_spawn(const struct clinux_spawn_request *request, pid_t *pid) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int error = posix_spawnattr_init(&attributes);
    if (error != 0) return error;
    error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        posix_spawnattr_destroy(&attributes);
        return error;
    }

    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int first_unused = 3;

    // dup2 onto the same number would keep close-on-exec in older libcs; glibc 2.29 and later clears it.
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, request->stdin_fd, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, request->stdout_fd, 1);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, request->stderr_fd, 2);
    if (!error && request->extra_fd >= 0) {
        error = posix_spawn_file_actions_adddup2(&actions, request->extra_fd, 3);
        first_unused = 4;
    }
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, first_unused);
    if (!error && request->working_directory)
        error = posix_spawn_file_actions_addchdir_np(&actions, request->working_directory);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error)
        error = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    if (!error) error = posix_spawn(pid, request->path, &actions, &attributes, request->argv, request->envp);

    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

pid_t clinux_reap(int *status) {
    pid_t pid;
    do {
        pid = waitpid(-1, status, WNOHANG);
    } while (pid < 0 && errno == EINTR);
    return pid;
}

int clinux_status_code(int status) { return WEXITSTATUS(status); }
int clinux_status_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int clinux_epoll_add(int epoll, int fd, uint64_t token) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = token}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int clinux_epoll_remove(int epoll, int fd) { return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL); }

int clinux_epoll_wait(int epoll, uint64_t *tokens, int capacity, int timeout_ms) {
    struct epoll_event events[64];
    int count;
    do {
        count = epoll_wait(epoll, events, capacity < 64 ? capacity : 64, timeout_ms);
    } while (count < 0 && errno == EINTR);
    for (int i = 0; i < count; i++) tokens[i] = events[i].data.u64;
    return count;
}

int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int clinux_inotify_create(void) { return inotify_init1(IN_CLOEXEC | IN_NONBLOCK); }

int clinux_inotify_add(int inotify, const char *folder) {
    return inotify_add_watch(
        inotify, folder,
        IN_CREATE | IN_DELETE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF |
            IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK);
}

int clinux_inotify_remove(int inotify, int watch) { return inotify_rm_watch(inotify, watch); }

int clinux_inotify_read(int inotify, struct clinux_inotify_entry *entries, int capacity) {
    // The smallest event has 16 bytes, so this many bytes never hold more than `capacity` of them.
    char buffer[256 * sizeof(struct inotify_event)] __attribute__((aligned(__alignof__(struct inotify_event))));
    if (capacity < 256) {
        errno = EINVAL;
        return -1;
    }
    ssize_t length;
    do {
        length = read(inotify, buffer, sizeof buffer);
    } while (length < 0 && errno == EINTR);
    if (length < 0) return errno == EAGAIN ? 0 : -1;
    int count = 0;
    for (char *at = buffer; at < buffer + length;) {
        const struct inotify_event *event = (const struct inotify_event *)at;
        struct clinux_inotify_entry *entry = &entries[count++];
        entry->watch = event->mask & IN_Q_OVERFLOW ? -1 : event->wd;
        entry->is_folder = (event->mask & IN_ISDIR) != 0;
        entry->appeared = (event->mask & (IN_CREATE | IN_MOVED_TO)) != 0;
        entry->left = (event->mask & IN_MOVED_FROM) != 0;
        entry->ended = (event->mask & IN_IGNORED) != 0;
        entry->name[0] = 0;
        if (event->len > 0) {
            strncpy(entry->name, event->name, sizeof entry->name - 1);
            entry->name[sizeof entry->name - 1] = 0;
        }
        at += sizeof(struct inotify_event) + event->len;
    }
    return count;
}

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

static volatile int termination_fd = -1;

static void on_termination(int signal) {
    int saved = errno;
    unsigned char byte = (unsigned char)signal;
    if (termination_fd >= 0 && write(termination_fd, &byte, 1) < 0) {
        // The pipe is full, so the reader knows.
    }
    errno = saved;
}

int clinux_watch_termination(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    termination_fd = ends[1];
    struct sigaction action = {.sa_handler = on_termination, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGTERM, &action, NULL) != 0 || sigaction(SIGINT, &action, NULL) != 0) return -1;
    return ends[0];
}

int clinux_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

void clinux_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

void clinux_trim_memory(void) { malloc_trim(0); }

// Read-only segments of the program and its libraries are never written, so their pages are the file's own.
static int release_segments(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    (void)data;
    for (int index = 0; index < info->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[index];
        if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
        uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
        uintptr_t start = (info->dlpi_addr + segment->p_vaddr) & ~(page - 1);
        uintptr_t end = info->dlpi_addr + segment->p_vaddr + segment->p_memsz;
        madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void clinux_release_code(void) { dl_iterate_phdr(release_segments, NULL); }
