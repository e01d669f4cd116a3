import { auditEngine } from './audit.ts';

auditEngine('wasm');
