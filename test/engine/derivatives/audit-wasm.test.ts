import { auditEngine } from '../../support/derivative-audit.ts';

auditEngine('wasm');
