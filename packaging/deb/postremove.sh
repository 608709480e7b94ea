#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
fi
# Moderators' decisions are in /var/lib/verbatim: only a purge takes them away.
if [ "$1" = purge ]; then
	rm -rf /var/lib/verbatim /etc/verbatim
fi
