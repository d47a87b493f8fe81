# SPDX-License-Identifier: GPL-2.0-only
# Completion of ctrnetctl for fish. The tool itself knows what may follow: see
# complete.h.

function __ctrnetctl_complete
    set -l words (commandline -opc) (commandline -ct)
    for found in (ctrnetctl --complete $words[2..-1] 2>/dev/null)
        switch $found
            case :files
                __fish_complete_path $words[-1]
            case :folders
                __fish_complete_directories $words[-1]
            case :commands
                __fish_complete_command
            case '*'
                echo $found
        end
    end
end

complete -c ctrnetctl -f -a '(__ctrnetctl_complete)'
