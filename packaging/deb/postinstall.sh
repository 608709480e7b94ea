#!/bin/sh
set -e
# Without systemd-sysusers, as in a container, the user is made by hand.
if command -v systemd-sysusers >/dev/null; then
	systemd-sysusers verbatim.conf
elif ! getent passwd verbatim >/dev/null; then
	useradd --system --home-dir /var/lib/verbatim --shell /usr/sbin/nologin verbatim
fi
# The token is in it: for root and the bot alone.
chown root:verbatim /etc/verbatim/verbatim.env
chmod 0640 /etc/verbatim/verbatim.env
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
	if [ "$1" = configure ] && [ -n "$2" ]; then
		systemctl try-restart verbatim.service
	fi
fi
