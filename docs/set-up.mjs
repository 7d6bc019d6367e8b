// What the guide needs beside the workspace's own set-up, in a node_modules of its own. A second run installs nothing.
import { installOnce } from '../scripts/install-once.mjs'

installOnce(new URL('./', import.meta.url), 'what builds the guide')
