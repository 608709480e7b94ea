# Sourced by the scripts that take texts out of public repositories at a commit.
# Where $mirrors holds a repository as OWNER+NAME, or in a folder below that, bare
# or checked out, it is taken from there; else the file alone is fetched from
# GitHub. $work is a folder for what is needed on the way.

# mirror REPO: the git directory of a repository below $mirrors.
mirror() {
	local dir
	[[ -n $mirrors ]] || return 1
	for dir in "$mirrors/${1/\//+}"{,/*}{,/.git}; do
		if git --git-dir="$dir" rev-parse --git-dir >/dev/null 2>&1; then
			echo "$dir"
			return
		fi
	done
	return 1
}

# obtain REPO COMMIT PATH INTO: puts the file into INTO/OWNER+NAME/PATH. A mirror
# without that commit may have the same file at its head: the reader's check tells.
obtain() {
	local repo=$1 commit=$2 path=$3 file dir
	file=$4/${repo/\//+}/$path
	[[ ! -e $file ]] || return 0
	mkdir -p "$(dirname "$file")"
	if dir=$(mirror "$repo"); then
		git --git-dir="$dir" cat-file -e "$commit" 2>/dev/null || commit=HEAD
	else
		dir=$work/${repo/\//+}.git
		if [[ ! -e $dir ]]; then
			git init -q --bare "$dir"
			git --git-dir="$dir" remote add origin "https://github.com/$repo"
			git --git-dir="$dir" config remote.origin.promisor true
			git --git-dir="$dir" config remote.origin.partialclonefilter blob:none
		fi
		GIT_TERMINAL_PROMPT=0 timeout 120 git --git-dir="$dir" fetch -q --depth 1 --filter=blob:none origin "$commit" || return 1
	fi
	GIT_TERMINAL_PROMPT=0 timeout 120 git --git-dir="$dir" cat-file blob "$commit:$path" >"$file.part" || return 1
	mv "$file.part" "$file"
}
