// The worker's entry point.

import { serve } from './host.ts';
import type { Port } from './messages.ts';

serve(globalThis as unknown as Port);
