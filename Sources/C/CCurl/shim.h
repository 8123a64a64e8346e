#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/socket.h>

// Swift cannot call variadic C functions: one inline wrapper for each kind of argument that curl takes.

typedef size_t (*drivepipe_curl_write)(char *data, size_t size, size_t count, void *context);

static inline CURLcode drivepipe_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_setopt_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_setopt_write(CURL *handle, CURLoption option, drivepipe_curl_write value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode drivepipe_getinfo_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

/* Called for each new socket: the kernel takes no more than so many bytes that it has not sent yet (tcp(7)). */
static inline int drivepipe_limit_unsent(void *bytes, curl_socket_t socket, curlsocktype purpose) {
    int limit = (int)(intptr_t)bytes;
    (void)purpose;
    setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &limit, sizeof limit);
    return CURL_SOCKOPT_OK;
}
static inline CURLcode drivepipe_setopt_unsent(CURL *handle, int bytes) {
    curl_easy_setopt(handle, CURLOPT_SOCKOPTDATA, (void *)(intptr_t)bytes);
    return curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, drivepipe_limit_unsent);
}
