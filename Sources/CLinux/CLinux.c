#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int clinux_exchange(const char *path, const char *other) {
    return renameat2(AT_FDCWD, path, AT_FDCWD, other, RENAME_EXCHANGE);
}

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

// Runs in the child and shares the parent's memory, so it makes only system calls and changes no data of the parent.
static int __attribute__((noinline)) become(const struct clinux_spawn_request *request) {
    int wanted[4] = {request->stdin_fd, request->stdout_fd, request->stderr_fd, request->extra_fd};
    int count = request->extra_fd >= 0 ? 4 : 3;
    if (setsid() < 0) return errno;
    // First, because the path may lead through a descriptor that is closed below.
    if (request->working_directory && chdir(request->working_directory) != 0) return errno;
    // Moves descriptors out of the range that dup2 assigns below.
    for (int i = 0; i < count; i++) {
        if (wanted[i] > 3) continue;
        wanted[i] = fcntl(wanted[i], F_DUPFD_CLOEXEC, 10);
        if (wanted[i] < 0) return errno;
    }
    for (int i = 0; i < count; i++)
        if (dup2(wanted[i], i) < 0) return errno;
    if (close_range((unsigned)count, ~0U, 0) != 0)
        for (int fd = count; fd < 65536; fd++) close(fd);
    if (request->sets_file_mask) umask(request->file_mask);

    struct rlimit limit;
    if (request->open_files != 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = request->open_files < limit.rlim_max ? request->open_files : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    // A process whose hard limit an administrator lowered gets no mark; it can still be found in other ways.
    if (request->mark != 0 && getrlimit(RLIMIT_LOCKS, &limit) == 0 && request->mark < limit.rlim_max) {
        limit.rlim_cur = request->mark;
        setrlimit(RLIMIT_LOCKS, &limit);
    }

    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(request->path, request->argv, request->envp);
    return errno;
}

int clinux_spawn(const struct clinux_spawn_request *request, pid_t *pid) {
    sigset_t all, before;
    volatile int error = 0;
    sigfillset(&all);
    // A signal handler in the child would run in this process's memory.
    pthread_sigmask(SIG_BLOCK, &all, &before);
    pid_t child = vfork();
    if (child == 0) {
        error = become(request);
        _exit(127);
    }
    if (child < 0) error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (child > 0 && error != 0) {
        // The thread that reaps every child may have reaped this one already.
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    if (error == 0) *pid = child;
    return error;
}

// Reads the limit from /proc. prlimit() reveals it for another user's process only with CAP_SYS_RESOURCE, which
// containers lack.
static uint64_t shown_limit_on_locks(pid_t pid) {
    static const char name[] = "Max file locks";
    char path[32], text[4096];
    snprintf(path, sizeof path, "/proc/%d/limits", (int)pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    const char *line = strstr(text, name);
    return line ? strtoull(line + sizeof name - 1, NULL, 10) : 0;
}

uint64_t clinux_mark(pid_t pid) {
    struct rlimit limit;
    if (prlimit(pid, RLIMIT_LOCKS, NULL, &limit) == 0) return limit.rlim_cur;
    return errno == EPERM ? shown_limit_on_locks(pid) : 0;
}

uint64_t clinux_raise_open_files(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    rlim_t before = limit.rlim_cur;
    // The kernel's default for fs.nr_open. Some systems set the hard limit a thousand times higher.
    rlim_t ample = 1048576;
    limit.rlim_cur = limit.rlim_max < ample ? limit.rlim_max : ample;
    if (limit.rlim_cur <= before || setrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    return before;
}

struct build_note {
    const uint8_t *bytes;
    size_t count;
};

// Stops at the first object, which is the program itself. Source: elf(5), Notes.
static int find_build_note(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    struct build_note *found = data;
    for (int index = 0; index < info->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[index];
        if (segment->p_type != PT_NOTE) continue;
        const uint8_t *at = (const uint8_t *)(info->dlpi_addr + segment->p_vaddr), *end = at + segment->p_memsz;
        while (at + sizeof(ElfW(Nhdr)) <= end) {
            const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)at;
            const uint8_t *name = at + sizeof *note, *content = name + ((note->n_namesz + 3) & ~3u);
            if (content + note->n_descsz > end) break;
            if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp(name, "GNU", 4) == 0) {
                found->bytes = content;
                found->count = note->n_descsz;
                return 1;
            }
            at = content + ((note->n_descsz + 3) & ~3u);
        }
    }
    return 1;
}

int clinux_build_id(uint8_t *bytes, int capacity) {
    struct build_note note = {NULL, 0};
    dl_iterate_phdr(find_build_note, &note);
    int count = note.count < (size_t)capacity ? (int)note.count : capacity;
    if (count > 0) memcpy(bytes, note.bytes, (size_t)count);
    return count;
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
    // An event has at least 16 bytes, so the buffer never holds more than 256 of them.
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
        // The pipe is full, so the reader will wake up anyway.
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

int clinux_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int clinux_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

void clinux_trim_memory(void) { malloc_trim(0); }

// Nothing writes to the read-only segments of the program and its libraries, so their pages can be read from the file
// again.
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

static int clinux_set_byte_lock(int fd, int64_t offset, short type) {
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = offset, .l_len = 1};
    return fcntl(fd, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
}

int clinux_lock_byte(int fd, int64_t offset) { return clinux_set_byte_lock(fd, offset, F_WRLCK); }

int clinux_unlock_byte(int fd, int64_t offset) { return clinux_set_byte_lock(fd, offset, F_UNLCK); }

static int clinux_ask_for_listeners(int fd, int family) {
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 request;
    } message = {
        .header = {
            .nlmsg_len = sizeof message,
            .nlmsg_type = SOCK_DIAG_BY_FAMILY,
            .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
        },
        .request = {
            .sdiag_family = (uint8_t)family,
            .sdiag_protocol = IPPROTO_TCP,
            .idiag_states = 1 << TCP_LISTEN,
        },
    };
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    ssize_t sent = sendto(fd, &message, sizeof message, 0, (struct sockaddr *)&kernel, sizeof kernel);
    return sent == (ssize_t)sizeof message ? 0 : -1;
}

// Reads the answer to one question, and returns the number of listeners found so far.
static int clinux_read_listeners(int fd, struct clinux_listener *found, int capacity, int count) {
    _Alignas(struct nlmsghdr) char buffer[32 * 1024];
    while (1) {
        ssize_t size = recv(fd, buffer, sizeof buffer, 0);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return -1;
        int left = (int)size;
        for (struct nlmsghdr *header = (void *)buffer; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
            if (header->nlmsg_type == NLMSG_DONE) return count;
            if (header->nlmsg_type == NLMSG_ERROR) return -1;
            if (header->nlmsg_type != SOCK_DIAG_BY_FAMILY) continue;
            const struct inet_diag_msg *message = NLMSG_DATA(header);
            if (count < capacity) {
                struct clinux_listener *listener = &found[count];
                listener->address_length = message->idiag_family == AF_INET ? 4 : 16;
                memcpy(listener->address, message->id.idiag_src, (size_t)listener->address_length);
                listener->port = ntohs(message->id.idiag_sport);
                listener->inode = message->idiag_inode;
            }
            count++;
        }
    }
}

int clinux_tcp_listeners(struct clinux_listener *found, int capacity) {
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (fd < 0) return -1;
    int count = 0;
    const int families[] = {AF_INET, AF_INET6};
    for (int index = 0; index < 2 && count >= 0; index++) {
        count = clinux_ask_for_listeners(fd, families[index]) == 0
            ? clinux_read_listeners(fd, found, capacity, count) : -1;
    }
    close(fd);
    return count;
}
