/* lab-apps: the small programs that run inside the container. One static binary, many names. */
#ifndef LAB_APPS_H
#define LAB_APPS_H

/* Each app: its own argv (argv[0] is its name), returns the exit status. */
int app_info(int argc, char **argv);
int app_hog(int argc, char **argv);
int app_spin(int argc, char **argv);
int app_forks(int argc, char **argv);
int app_escape(int argc, char **argv);
int app_pause(int argc, char **argv);
int app_tries(int argc, char **argv);
int app_true(int argc, char **argv);

/* argv[i] as a whole number from 0 to max, or `otherwise` when it is missing; exits with 2 on nonsense. */
long number(int argc, char **argv, int i, long max, long otherwise);

#endif
