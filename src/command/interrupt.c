#include "interrupt.h"

#include "livebill/base/fatal.h"
#include "livebill/publish/staging.h"

#include <pthread.h>
#include <signal.h>

static sigset_t watched;

static void *wait_for_signal(void *context)
{
    int number = 0;

    if (sigwait(&watched, &number) != 0)
        return context;
    if (!publishing_interrupt())
        return context;
    signal(number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &watched, NULL);
    raise(number);
    return context;
}

void interrupt_watch(void)
{
    pthread_t thread;

    sigemptyset(&watched);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGHUP);
    /* One that was ignored from the start (nohup, a job in the background) stays ignored. */
    pthread_sigmask(SIG_BLOCK, &watched, NULL);
    if (pthread_create(&thread, NULL, wait_for_signal, NULL) != 0)
        fatal("cannot start a thread: close other programs");
    pthread_detach(thread);
}
