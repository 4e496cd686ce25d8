package io.kindling.cache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What may know what inside this module. */
class PackagesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.kindling.cache");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.kindling.cache.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void igniteIsKnownToClusterAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.kindling.cache.cluster..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.ignite..")
        .check(CLASSES);
  }
}
