import { auditProbes } from '../../support/probe-audit.ts';

auditProbes('native');
